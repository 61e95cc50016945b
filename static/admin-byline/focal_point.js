// The focal point: set by click or arrow keys, its crops shown as the pages will cut them. Without scripts, two numbers.
'use strict';
{
    const STEPS = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]};
    const within = share => Math.min(1, Math.max(0, share));

    class FocalPoint {
        constructor(screen) {
            this.stage = screen.querySelector('[data-stage]');
            this.point = screen.querySelector('[data-point]');
            this.said = screen.querySelector('[data-said]');
            this.windows = [...screen.querySelectorAll('[data-ratio]')];
            const {x, y, width, height} = this.stage.dataset;
            this.size = [Number(width), Number(height)];
            this.fields = ['focal_x', 'focal_y'].map(name => document.getElementById(`id_${name}`));
            this.at = [Number(x), Number(y)];
            this.point.hidden = false;
            screen.querySelector('[data-crops]').hidden = false;
            if (this.fields.every(Boolean)) {
                this.listen();
                this.read();
            }
            this.show();
        }

        listen() {
            for (const field of this.fields) {
                field.addEventListener('input', () => this.read());
            }
            this.point.addEventListener('keydown', event => this.step(event));
            this.stage.addEventListener('pointerdown', event => {
                event.preventDefault();
                this.stage.setPointerCapture(event.pointerId);
                this.point.focus();
                this.follow(event);
            });
            this.stage.addEventListener('pointermove', event => {
                if (this.stage.hasPointerCapture(event.pointerId)) {
                    this.follow(event);
                }
            });
        }

        read() {
            const typed = this.fields.map(field => field.valueAsNumber);
            if (typed.every(share => share >= 0 && share <= 1)) {
                this.at = typed;
                this.show();
            }
        }

        follow(event) {
            const box = this.stage.getBoundingClientRect();
            this.move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
        }

        step(event) {
            const step = STEPS[event.key];
            if (step) {
                event.preventDefault();
                const far = event.shiftKey ? 0.1 : 0.01;
                this.move(this.at[0] + step[0] * far, this.at[1] + step[1] * far);
            }
        }

        move(x, y) {
            this.at = [x, y].map(share => Math.round(within(share) * 1000) / 1000);
            this.fields.forEach((field, axis) => {
                field.value = this.at[axis];
            });
            this.show();
        }

        show() {
            const [x, y] = this.at.map(share => `${Math.round(share * 1000) / 10}%`);
            this.point.style.left = x;
            this.point.style.top = y;
            const [left, top] = this.at.map(share => share.toLocaleString(
                document.documentElement.lang, {style: 'percent', maximumFractionDigits: 1}));
            this.said.textContent = this.said.dataset.said.replace('{x}', left).replace('{y}', top);
            for (const frame of this.windows) {
                this.crop(frame, Number(frame.dataset.ratio));
            }
        }

        // As blog/imaging/specs.py: the largest part of that shape, the point as near to its middle as the edges allow.
        crop(frame, ratio) {
            const [width, height] = this.size;
            const parts = [Math.min(width, height * ratio), Math.min(height, width / ratio)];
            const places = parts.map((part, axis) => {
                const room = this.size[axis] - part;
                const start = Math.min(room, Math.max(0, this.at[axis] * this.size[axis] - part / 2));
                return room ? `${start / room * 100}%` : '50%';
            });
            frame.style.aspectRatio = ratio;
            frame.firstElementChild.style.objectPosition = places.join(' ');
        }
    }

    document.addEventListener('DOMContentLoaded', () => {
        for (const screen of document.querySelectorAll('[data-focal-screen]')) {
            new FocalPoint(screen);
        }
    });
}
