/** The whole town hall of a prepared data folder as a process of its own, so that its memory is its own: `node cities-hall.ts DIR`. Says its port and how long it took to open. */
import { buildIslands } from '../bin/islands.ts';
import { openTownHall } from '../src/main.ts';

const [dataDir = ''] = process.argv.slice(2);
const islands = await buildIslands();
const began = performance.now();
const hall = await openTownHall({ dataDir, cityName: 'nobody', port: 0, host: '127.0.0.1', sample: 'tiny', faces: ['citizen', 'staff'], islands: Promise.resolve(islands), say: () => {}, progress: () => {} });
process.stdout.write(`${JSON.stringify({ port: hall.port, seconds: (performance.now() - began) / 1000 })}\n`);
process.on('SIGTERM', () => void hall.close().then(() => process.exit(0)));
