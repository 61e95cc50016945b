// The writing screen around the text, also where that can only be read. The parts of the text begin in main.js.
import {startBegun} from './begun.js';
import {startCheck} from './check.js';
import {startEnter} from './enter.js';
import {startMenus} from './menus.js';
import {startNames} from './names.js';
import {startNotices} from './notices.js';
import {startOffer} from './offer.js';
import {startOutlook} from './outlook.js';
import {startSchedule} from './schedule.js';
import {startSending} from './sending.js';
import {startSide} from './side.js';
import {startSummaries} from './summaries.js';
import {startViewport} from './viewport.js';
import {startViews} from './views.js';

const form = document.querySelector('#post_form');
if (form) {
    startViewport();
    startMenus(form);
    startBegun(form);
    startEnter(form);
    startNotices(form);
    startOffer(form);
    startViews(form);
    startSide(form);
    startNames(form);
    startSummaries(form);
    startSchedule(form);
    startOutlook(form);
    startCheck(form);
    startSending(form);
}
