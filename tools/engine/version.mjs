// @ts-check

/**
 * @typedef {object} Version
 * @property {number[]} numbers major, minor, patch
 * @property {string[]} prerelease the dot-separated parts after `-`; empty for a release
 */

const PATTERN = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$/;

/**
 * Reads a version as Pulumi prints it: `v3.200.0`, `3.249.0-alpha.1753000000+abc`.
 * @param {string} text
 * @returns {Version | undefined} undefined when the text is not a version
 */
export function parseVersion(text) {
	const match = PATTERN.exec(text.trim());
	if (!match) return undefined;
	return {
		numbers: [Number(match[1]), Number(match[2]), Number(match[3])],
		prerelease: match[4] ? match[4].split(".") : [],
	};
}

/**
 * Orders two versions by the precedence rules of Semantic Versioning 2.0.0, section 11.
 * @param {Version} left
 * @param {Version} right
 * @returns {number} below, at or above zero
 */
export function compareVersions(left, right) {
	for (const [index, number] of left.numbers.entries()) {
		const difference = number - (right.numbers[index] ?? 0);
		if (difference !== 0) return difference;
	}
	return comparePrerelease(left.prerelease, right.prerelease);
}

/**
 * @param {string} text a version, as found
 * @param {string} minimum a version
 * @returns {boolean} false also when `text` is not a version
 */
export function isAtLeast(text, minimum) {
	const found = parseVersion(text);
	const wanted = parseVersion(minimum);
	return found !== undefined && wanted !== undefined && compareVersions(found, wanted) >= 0;
}

/**
 * @param {string[]} left
 * @param {string[]} right
 */
function comparePrerelease(left, right) {
	if (left.length === 0 || right.length === 0) return right.length - left.length;
	for (const [index, part] of left.entries()) {
		const other = right[index];
		if (other === undefined) return 1;
		const difference = comparePart(part, other);
		if (difference !== 0) return difference;
	}
	return left.length - right.length;
}

/**
 * @param {string} left
 * @param {string} right
 */
function comparePart(left, right) {
	const leftIsNumber = /^\d+$/.test(left);
	const rightIsNumber = /^\d+$/.test(right);
	if (leftIsNumber && rightIsNumber) return Number(left) - Number(right);
	if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
	return left < right ? -1 : Number(left > right);
}
