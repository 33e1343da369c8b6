import { readAssets } from '../../scripts/assets.ts';

/** What the generator would pack now. */
export const assets = await readAssets();
