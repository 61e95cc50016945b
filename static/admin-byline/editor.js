// Small comforts of the writing screen: what the buttons will do, the address to come, the cover at a glance.
'use strict';
{
    // The rule of the server: letters and digits of any script, hyphens between.
    function slugify(title) {
        return title.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 180);
    }

    // A suggestion, not a value: an empty field becomes the address when the post is saved.
    function suggestSlug(title, slug) {
        const suggest = () => {
            slug.placeholder = slugify(title.value);
        };
        title.addEventListener('input', suggest);
        suggest();
    }

    // A day as the site's language writes it, by Django's own scripts; null for what is none.
    function read(day, time) {
        for (const format of window.get_format('DATE_INPUT_FORMATS')) {
            const date = day.strptime(format);
            if (date && !isNaN(date)) {
                const [hours, minutes] = time.split(':').map(Number);
                return new Date(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), hours || 0, minutes || 0);
            }
        }
        return null;
    }

    function nameButton(button, day, time) {
        const name = () => {
            const moment = read(day.value, time.value);
            button.value = moment && moment > new Date() ? button.dataset.schedule : button.dataset.publish;
        };
        for (const type of ['input', 'change', 'focusin', 'click']) {
            document.addEventListener(type, name);
        }
        name();
    }

    function showCover(box) {
        const input = box.querySelector('input');
        const picture = box.querySelector('.cover-picture');
        django.jQuery(input).on('change', () => {
            const isNumber = /^\d+$/.test(input.value);
            picture.hidden = !isNumber;
            if (isNumber) {
                picture.src = box.dataset.cover.replace('/0/', `/${input.value}/`);
            }
        });
        picture.addEventListener('error', () => {
            picture.hidden = true;
        });
    }

    document.addEventListener('DOMContentLoaded', () => {
        const field = id => document.getElementById(`id_${id}`);
        if (field('title') && field('slug')) {
            suggestSlug(field('title'), field('slug'));
        }
        const publish = document.querySelector('[data-publish]');
        if (publish && field('publish_at_0')) {
            nameButton(publish, field('publish_at_0'), field('publish_at_1'));
        }
        for (const box of document.querySelectorAll('[data-cover]')) {
            showCover(box);
        }
    });
}
