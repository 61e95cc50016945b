export function startOutlook() {}
