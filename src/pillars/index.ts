import type { Feature } from '../project/feature.ts';
import { AI_FEATURES } from './ai.ts';
import { ASYNC_FEATURES } from './async.ts';
import { BASE, ON_TOP } from './base.ts';
import { CI_FEATURES } from './ci.ts';
import { CLOUD_FEATURES } from './cloud.ts';
import { DATA_FEATURES } from './data.ts';
import { DX_FEATURES } from './dx.ts';
import { MEMORY_FEATURES } from './memory.ts';
import { SYSTEMS_FEATURES } from './systems.ts';

/** Every feature there is. A template folder without a feature, or a feature that adds nothing, fails a test. */
export const FEATURES: readonly Feature[] = [
  ...BASE,
  ...CI_FEATURES,
  ...CLOUD_FEATURES,
  ...MEMORY_FEATURES,
  ...ASYNC_FEATURES,
  ...DATA_FEATURES,
  ...AI_FEATURES,
  ...SYSTEMS_FEATURES,
  ...DX_FEATURES,
  ...ON_TOP,
];
