/**
 * A state that cannot be used. The message is the reason, as the rest of a sentence, and quotes no values of the state.
 * The remedy is set only if it is not to export the state again.
 */
export class UnreadableState extends Error {
	constructor(
		message: string,
		readonly remedy?: string,
	) {
		super(message);
	}
}
