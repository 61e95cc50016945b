// How much of the window there is to write in: a phone's keyboard takes its part, which not every browser tells styles.

export function startViewport() {
    const {visualViewport} = window;
    if (!visualViewport) {
        return;
    }
    const measure = () => {
        // Enlarged with two fingers, a part of the page is looked at, and the page stays as it is.
        const isEnlarged = visualViewport.scale > 1.01;
        const {style} = document.documentElement;
        style.setProperty('--room', isEnlarged ? '100dvh' : `${visualViewport.height}px`);
        style.setProperty('--top', isEnlarged ? '0' : `${visualViewport.offsetTop}px`);
    };
    visualViewport.addEventListener('resize', measure);
    visualViewport.addEventListener('scroll', measure);
    measure();
}
