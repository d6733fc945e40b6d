// @ts-check

/** A step did not show what it should. The message says what was expected. */
export class Unmet extends Error {}

/**
 * @param {boolean} held
 * @param {string} what what was expected, as in "the preview names the reason"
 * @returns {asserts held}
 * @throws {Unmet}
 */
export function expect(held, what) {
	if (!held) throw new Unmet(what);
}
