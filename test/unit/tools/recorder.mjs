// @ts-check

/** A `Progress` that keeps its lines. */
export function createRecorder() {
	/** @type {string[]} */
	const lines = [];
	return {
		lines,
		/** @type {import("../../../tools/engine/progress.mjs").Progress} */
		progress: {
			note: (text) => lines.push(text),
			begin(text) {
				lines.push(text);
				return { update() {}, end() {} };
			},
		},
	};
}

/**
 * @param {Promise<unknown>} promise
 * @returns {Promise<Error>} what it was rejected with
 */
export async function rejection(promise) {
	try {
		await promise;
	} catch (error) {
		if (error instanceof Error) return error;
		throw error;
	}
	throw new Error("the promise was fulfilled");
}
