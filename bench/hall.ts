/** The stage as a process of its own, so that it can be killed: `node hall.ts DIR PORT FACILITIES PATRONS`. Says what it is in one line of JSON. */
import { makeStaff, openStage } from './stage.ts';

const [dir = '', port = '0', facilities = '1', patrons = '1'] = process.argv.slice(2);
const stage = await openStage({ dir, port: Number(port), facilities: Number(facilities), patrons: Number(patrons), poolSize: 16 });
const staff = stage.city.fresh ? await makeStaff(stage.city, ['reservations.shelter', 'reservations.desk', 'reservations.blocks']) : '';
process.stdout.write(`${JSON.stringify({ port: stage.server.port, units: stage.units, patrons: stage.patrons, staff, owner: stage.connect('owner') })}\n`);
process.on('SIGTERM', () => void stage.close().then(() => process.exit(0)));
