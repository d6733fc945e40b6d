/**
 * A state that cannot be used; the message says why, as the end of a sentence, and quotes no value of it. The remedy
 * is given where it is another than to write the state again.
 */
export class UnreadableState extends Error {
	constructor(
		message: string,
		readonly remedy?: string,
	) {
		super(message);
	}
}
