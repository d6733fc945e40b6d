import { addressOf } from "./address";
import { type Credentials, checked } from "./text";

/** Composer's `auth.json`. */
export function composerAuth(credentials: Credentials, args: { host: string }): string {
	const { host } = addressOf("host", args.host, "gitlab.example.com");
	const { username, password } = checked(credentials);
	return JSON.stringify({ "gitlab-token": { [host]: { username, token: password } } });
}
