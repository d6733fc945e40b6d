import { basicCredentials, type Credentials } from "./text";

/** `username:password` in Base64: the value of an `Authorization: Basic` header. */
export function basicAuth(credentials: Credentials): string {
	const { username, password } = basicCredentials(credentials);
	return Buffer.from(`${username}:${password}`).toString("base64");
}

/** The two values by the keys that Kubernetes, Flux and Helm expect. */
export function usernamePassword(credentials: Credentials): Credentials {
	return basicCredentials(credentials);
}
