/**
 * Every kind of message that booking sends, pinned whole in both languages in expected/: a change of a text is read as a
 * change of a file. Update them with `vitest run -u` and read the difference.
 */
import { describe, expect, it } from 'vitest';
import { bookingMessages } from './booking-messages.js';

describe.each(['en', 'de'])('in %s', (language) => {
  it.each(Object.entries(bookingMessages(language)))('%s', async (name, message) => {
    if (message == null) throw new Error('nothing is sent');
    const written = `Subject: ${message.subject}\n\n${message.text}`;
    await expect(written).toMatchFileSnapshot(`expected/booking-${name}.${language}.txt`);
  });
});
