/** The background seals by itself: a command in this process is sealed soon after, signed, and witnessed. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startBackground } from '../background.ts';
import { decide, officer, sealedCity, type SealedCity, verified } from './audit.fixture.ts';

let house: SealedCity;
before(async () => void (house = await sealedCity()));
after(() => house.close());

test('a command is sealed and signed by the loop, without anybody waiting for it', { timeout: 60_000 }, async () => {
  const nobody = async () => {};
  const background = startBackground([house.city], [], { mailer: { email: nobody, sms: nobody }, loop: true });
  try {
    for (const voucher of ['one', 'two']) {
      await house.must(officer, decide, { voucher, yen: 1, words: '' });
      let sealed = 0;
      while (sealed === 0) sealed = (await house.rows(`select 1 from kernel.audit_entries a join kernel.log_leaves l on l.row_id = a.id where a.subject = $1`, [`voucher:${voucher}`])).length;
      assert.equal(sealed, 1);
    }
    let signed = 0;
    while (signed === 0) signed = (await house.rows('select 1 from kernel.log_checkpoints')).length;
  } finally {
    await background.stop();
  }
  assert.equal(await verified(house), '');
});
