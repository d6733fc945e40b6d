/** `Date.parse` alone reads "-1" and "foo 2099" as dates too, and years past 9999, which no instant here can be in. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** A date of an HTTP header, in epoch milliseconds; `undefined` where it is invalid. */
export function parseHttpDate(text: string): number | undefined {
	const atMs = HTTP_DATE.test(text) ? Date.parse(text) : Number.NaN;
	return Number.isNaN(atMs) ? undefined : atMs;
}
