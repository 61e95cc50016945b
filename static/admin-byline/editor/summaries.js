// One line for each group of the panel: what is in it.
import {onChange} from './changes.js';
import {dayAndTime, momentOf} from './schedule.js';

function chosen(form, name) {
    const field = form.elements[name];
    return field && field.value ? field.selectedOptions[0].textContent.trim() : '';
}

function value(form, name) {
    return (form.elements[name]?.value || '').trim();
}

function hostOf(address) {
    try {
        return new URL(address).host;
    } catch {
        return '';
    }
}

const SAID = {
    about(form, words) {
        const tags = [...(form.elements.tags?.selectedOptions || [])].map(option => option.textContent.trim());
        return [
            tags.join(', ') || words.noTags,
            value(form, 'cover') ? words.cover : words.noCover,
            value(form, 'excerpt') && words.excerpt,
            chosen(form, 'series'),
        ];
    },
    times(form, words) {
        const [from, until] = ['publish_at', 'expire_at'].map(name => momentOf(form, name));
        return [
            from ? dayAndTime(from, words.zone) : words.noTime,
            until && words.until.replace('{when}', dayAndTime(until, words.zone)),
            chosen(form, 'visibility').split(':')[0],
            form.elements.is_featured?.checked && words.featured,
        ];
    },
    address(form) {
        const slug = value(form, 'slug') || form.elements.slug?.placeholder;
        return [slug && `/${slug}/`, chosen(form, 'kind'), chosen(form, 'author'), value(form, 'language')];
    },
    search(form, words) {
        return [value(form, 'meta_title') || words.asInThePost];
    },
    elsewhere(form, words) {
        const cards = [...form.querySelectorAll('#cross_posts-group .card:not(.empty-form)')];
        const places = cards
            .filter(card => !card.querySelector('[name$=-DELETE]')?.checked)
            .map(card => card.querySelector('[name$=-source]')?.selectedOptions[0]?.textContent.trim() || hostOf(card.querySelector('[name$=-url]')?.value))
            .filter(Boolean);
        return [places.join(', ') || words.nowhere];
    },
};

export function startSummaries(form) {
    if (!form.elements.title) {
        return;
    }
    const words = form.querySelector('#side').dataset;
    const tell = () => {
        for (const group of form.querySelectorAll('details[data-group]')) {
            const said = SAID[group.dataset.group]?.(form, words);
            // What is said of the others, the server knows.
            if (said) {
                group.querySelector('[data-summary]').textContent = said.filter(Boolean).join(' · ');
            }
        }
    };
    onChange(form, tell);
    tell();
}
