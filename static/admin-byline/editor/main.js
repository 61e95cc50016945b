// The writing screen: each part is a file, started here with what they share.
import {startAddress} from './address.js';
import {startLinks} from './links.js';
import {startPictures} from './pictures.js';
import {startPreview} from './preview.js';
import {Text} from './text.js';
import {startUploads} from './uploads.js';

for (const box of document.querySelectorAll('[data-editor]')) {
    const area = box.querySelector('textarea');
    const editor = {box, form: area.form, text: new Text(area)};
    startAddress(editor);
    startUploads(editor);
    startPictures(editor);
    startLinks(editor);
    startPreview(editor);
}
