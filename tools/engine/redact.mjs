// @ts-check

/**
 * Proxies and mirrors are often configured with a user name and password in their address, and tools repeat
 * the address in what they say.
 * @param {string} text
 * @returns {string} the text with `***` for what stands before the host of an address
 */
export function withoutCredentials(text) {
	return text.replace(/\/\/[^\s/@]+@/g, "//***@");
}
