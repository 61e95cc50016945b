import {startUnsent} from './unsent.js';

startUnsent();
