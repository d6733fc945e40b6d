// @ts-check

/**
 * The texts by which a secret can be recognised: as it is, in Base64 wherever in a longer text it begins, in
 * the URL-safe kind of Base64, and all of these URL-encoded.
 * @param {string} secret
 * @returns {string[]}
 */
export function spellings(secret) {
	const base64 = [0, 1, 2].map((offset) => base64Core(secret, offset));
	const urlSafe = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
	const plain = [secret, ...base64, ...urlSafe];
	return [...new Set([...plain, ...plain.map(encodeURIComponent)])];
}

/**
 * The Base64 of a secret that starts `offset` bytes after a boundary of three, without the characters at both ends
 * that also depend on the bytes around it.
 * @param {string} secret
 * @param {number} offset
 */
function base64Core(secret, offset) {
	const bytes = Buffer.from(`${" ".repeat(offset)}${secret}`);
	const wholeCharacters = Math.floor((bytes.length * 8) / 6);
	return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), wholeCharacters);
}
