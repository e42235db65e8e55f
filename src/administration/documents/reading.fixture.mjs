// A reader for tests: what a real one would find in the picture is written behind it.
import { readFileSync } from 'node:fs';

const text = readFileSync(process.argv[2]).toString('utf8');
const words = /TEXT:(.*)$/su.exec(text)?.[1];
if (words === undefined) process.exit(1);
process.stdout.write(words);
