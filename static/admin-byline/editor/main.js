// The writing screen: each part is a file, started here with what they share.
import {startAddress} from './address.js';
import {startConflicts} from './conflicts.js';
import {startCount} from './count.js';
import {startElsewhere} from './elsewhere.js';
import {startFocus} from './focus.js';
import {startLinks} from './links.js';
import {startLists} from './lists.js';
import {startPaste} from './paste.js';
import {startPictures} from './pictures.js';
import {startPresence} from './presence.js';
import {startPreview} from './preview.js';
import {startSaving} from './saving.js';
import {startShortcuts} from './shortcuts.js';
import {startSignIn} from './sign_in.js';
import {startStatus} from './status.js';
import {Text} from './text.js';
import {startToolbar} from './toolbar.js';
import {startUnsent} from './unsent.js';
import {startUploads} from './uploads.js';

for (const box of document.querySelectorAll('[data-editor]')) {
    const area = box.querySelector('textarea');
    const editor = {box, form: area.form, text: new Text(area)};
    startAddress(editor);
    startSaving(editor);
    startStatus(editor);
    startSignIn(editor);
    startUnsent(editor);
    startUploads(editor);
    startPictures(editor);
    startLinks(editor);
    startPreview(editor);
    startConflicts(editor);
    startElsewhere(editor);
    startPresence(editor);
    startToolbar(editor);
    startShortcuts(editor);
    startLists(editor);
    startPaste(editor);
    startCount(editor);
    startFocus(editor);
}
