/** Loaded before the program itself: its disk dies at a given step. The faults stand in the environment, in JSON. */
import process from 'node:process';

import { type Faults, installFaults } from './faulty-disk.ts';

installFaults(JSON.parse(process.env['FAULTS'] ?? '{}') as Faults);
