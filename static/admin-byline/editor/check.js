export function startCheck() {}
