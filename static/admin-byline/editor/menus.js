// The menus of the bar: one open at a time; Escape, a click beside it or a choice closes it. Arrows move within.

function close(menu) {
    if (menu.open) {
        const hadFocus = menu.contains(document.activeElement);
        menu.open = false;
        if (hadFocus) {
            menu.querySelector('summary').focus();
        }
    }
}

function move(menu, event) {
    const step = {ArrowDown: 1, ArrowUp: -1}[event.key];
    const items = [...menu.querySelectorAll('.menu-item')];
    if (!step || !items.length || event.target.matches('input:not(.menu-item), select')) {
        return;
    }
    event.preventDefault();
    menu.open = true;
    const at = items.indexOf(document.activeElement);
    const next = at < 0 && step < 0 ? items.length - 1 : (at + step + items.length) % items.length;
    items[next].focus();
}

// The bar is exchanged when the post changes elsewhere, so its menus are looked for each time.
export function startMenus(form) {
    const menuOf = ({target}) => target.closest('[data-menu]');
    const others = menu => [...form.querySelectorAll('[data-menu]')].filter(each => each !== menu);
    form.addEventListener('keydown', event => {
        const menu = menuOf(event);
        if (menu && event.key === 'Escape' && menu.open) {
            event.stopPropagation();
            close(menu);
        } else if (menu) {
            move(menu, event);
        }
    });
    // It does not bubble.
    form.addEventListener('toggle', ({target}) => {
        if (target.matches('[data-menu]') && target.open) {
            others(target).forEach(close);
        }
    }, {capture: true});
    form.addEventListener('click', event => {
        if (event.target.closest('[data-menu] .menu-item')) {
            close(menuOf(event));
        }
    });
    document.addEventListener('pointerdown', event => others(menuOf(event)).forEach(close));
}
