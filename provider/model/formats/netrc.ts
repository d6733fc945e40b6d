import { addressOf } from "./address";
import { type Credentials, checked, within } from "./text";

/** An entry of a `.netrc` file. Its readers differ in how they handle quotes, so that no value may need any. */
export function netrc(credentials: Credentials, args: { host: string }): string {
	const { hostname } = addressOf("host", args.host, "gitlab.example.com");
	const { username, password } = checked(credentials);
	within(
		{
			of: "a .netrc file",
			forbidden: /[^!-~]|["'\\#]/,
			what: "a space, a quote, `#`, a backslash or a letter beyond ASCII",
		},
		{ username, password },
	);
	return `machine ${hostname.replace(/^\[|\]$/g, "")}\nlogin ${username}\npassword ${password}\n`;
}
