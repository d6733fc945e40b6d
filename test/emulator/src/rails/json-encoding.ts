/**
 * ActiveSupport's JSON of what an endpoint presents: `<`, `>`, `&` and the line separators of Unicode are
 * escaped, so that a page may contain it (json/encoding.rb, `escape_html_entities_in_json`).
 */
export function escapeForPages(json: string): string {
	return json.replace(
		/[<>&\u2028\u2029]/g,
		(char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
