// @ts-check

/**
 * Proxies and mirrors are often configured with a username and password in their address, and tools repeat the
 * address in their output.
 * @param {string} text
 * @returns {string} the text with `***` in place of what precedes the host of an address
 */
export function withoutCredentials(text) {
	return text.replace(/\/\/[^\s/@]+@/g, "//***@");
}
