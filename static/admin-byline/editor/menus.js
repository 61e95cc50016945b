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

export function startMenus(form) {
    const menus = [...form.querySelectorAll('[data-menu]')];
    for (const menu of menus) {
        menu.addEventListener('keydown', event => {
            if (event.key === 'Escape' && menu.open) {
                event.stopPropagation();
                close(menu);
            } else {
                move(menu, event);
            }
        });
        menu.addEventListener('toggle', () => {
            if (menu.open) {
                menus.filter(other => other !== menu).forEach(close);
            }
        });
        menu.addEventListener('click', event => {
            if (event.target.closest('.menu-item')) {
                close(menu);
            }
        });
    }
    document.addEventListener('pointerdown', event => {
        menus.filter(menu => !menu.contains(event.target)).forEach(close);
    });
}
