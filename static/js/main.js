// Everything here enhances pages that work without it.
import './errors.js';
import './live.js';
import './copy.js';
import './guard.js';
import './small.js';
import './finder.js';
import './picking.js';
import './ticks.js';
import './rows.js';
import './params.js';
import './palette.js';
import './reading.js';
import './again.js';
import { tabs } from './tabs.js';

document.documentElement.classList.add('script');
tabs(document);
