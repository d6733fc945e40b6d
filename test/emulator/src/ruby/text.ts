/** `String#strip`: white space of ASCII at both ends, and NUL at the end. A no-break space stays. */
export function strip(text: string): string {
	return text.replace(/^[\t\n\v\f\r ]+/, "").replace(/[\t\n\v\f\r \0]+$/, "");
}

/**
 * ActiveSupport's `String#blank?`: `/\A[[:space:]]*\z/`, the white space of Unicode.
 *
 * JavaScript's `\s` is that, except that it has U+FEFF and lacks U+0085.
 */
export function isBlank(text: string): boolean {
	return /^(?:(?!\ufeff)\s|\u0085)*$/.test(text);
}
