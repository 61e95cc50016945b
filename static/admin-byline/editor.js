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

    function nameButton(button, day, time) {
        const name = () => {
            const isLater = day.value && new Date(`${day.value}T${time.value || '00:00'}`) > new Date();
            button.value = isLater ? 'Schedule' : 'Publish';
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
