import { invalidArgument } from "../../api/errors";
import { type Credentials, checked, textOf } from "./text";

/**
 * Reads an address, with or without a scheme; its own username, query and fragment are omitted.
 *
 * @throws GitLabDeployTokenError `INPUT_INVALID`
 */
export function addressOf(property: string, value: unknown, example: string): URL {
	const text = textOf(property, value);
	const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `https://${text}`;
	const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
	if (url === undefined || (url.protocol !== "https:" && url.protocol !== "http:"))
		throw invalidArgument(property, `is not an address; write it as in ${JSON.stringify(example)}`);
	url.username = "";
	url.password = "";
	url.search = "";
	url.hash = "";
	return url;
}

/** An address with the credentials in it, each character with a meaning in an address written as `%…`. */
export function withCredentials(url: URL, credentials: Credentials): string {
	const { username, password } = checked(credentials);
	const result = new URL(url);
	result.username = encodeURIComponent(username);
	result.password = encodeURIComponent(password);
	return result.href;
}
