// A single field of a form: what is in it, and another value put in as if somebody had typed it.

export function same(one, other) {
    if (Array.isArray(one) && Array.isArray(other)) {
        return one.length === other.length && one.every(value => other.includes(value));
    }
    if (isObject(one) && isObject(other)) {
        return Object.keys({...one, ...other}).every(name => same(one[name], other[name]));
    }
    return one === other;
}

const isObject = value => value !== null && typeof value === 'object' && !Array.isArray(value);

// As it is now; as the page came with it if `isDefault`.
export function valueOf(input, isDefault) {
    if (input.type === 'checkbox') {
        return isDefault ? input.defaultChecked : input.checked;
    }
    if (!isDefault) {
        return input.value;
    }
    if (input.tagName !== 'SELECT') {
        return input.defaultValue;
    }
    const options = [...input.options];
    return (options.find(each => each.defaultSelected) || options[0] || {value: ''}).value;
}

export function key(value) {
    return /^\d{1,15}$/.test(value) ? Number(value) : value.trim() || null;
}

export function type(input, value = '') {
    const isHere = document.activeElement === input;
    const [start, end] = isHere ? [input.selectionStart, input.selectionEnd] : [];
    input.value = value;
    if (isHere && start !== null) {
        input.setSelectionRange(start, end);
    }
    tell(input);
}

export function check(input, isOn) {
    input.checked = Boolean(isOn);
    tell(input);
}

export function choose(select, values, label) {
    for (const value of values.filter(each => ![...select.options].some(option => option.value === each))) {
        select.add(new Option(label || value, value));
    }
    for (const option of select.options) {
        option.selected = values.includes(option.value);
    }
    tell(select);
}

// Django's own scripts listen by jQuery, which does not hear the browser's events alone.
function tell(input) {
    input.dispatchEvent(new Event('input', {bubbles: true}));
    input.dispatchEvent(new Event('change', {bubbles: true}));
    if (input.tagName === 'SELECT') {
        window.django?.jQuery(input).trigger('change');
    }
}
