/**
 * A state that cannot be used; the message gives the reason, as the end of a sentence, and quotes no value of it.
 * The remedy is set where it is other than exporting the state again.
 */
export class UnreadableState extends Error {
	constructor(
		message: string,
		readonly remedy?: string,
	) {
		super(message);
	}
}
