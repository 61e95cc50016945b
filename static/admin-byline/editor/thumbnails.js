// A small view of a file that is not sent yet, as a data: address, which the page's policy allows.
const SIDE = 112;
// What a browser needs to decode a larger one is better left to the text.
const MOST_BYTES = 25 * 1024 * 1024;

// Empty for what this browser cannot show, such as HEIC in most.
export async function thumbnailOf(file) {
    if (file.size > MOST_BYTES) {
        return '';
    }
    try {
        const picture = await createImageBitmap(file);
        const canvas = document.createElement('canvas');
        const scale = SIDE / Math.min(picture.width, picture.height);
        canvas.width = canvas.height = SIDE;
        const [width, height] = [picture.width * scale, picture.height * scale];
        canvas.getContext('2d').drawImage(picture, (SIDE - width) / 2, (SIDE - height) / 2, width, height);
        picture.close();
        return canvas.toDataURL();
    } catch {
        return '';
    }
}
