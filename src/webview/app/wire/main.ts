import './wire.css';
import { WirePage } from './wire-page';

const root = document.getElementById('wire');
if (root) new WirePage(root);
