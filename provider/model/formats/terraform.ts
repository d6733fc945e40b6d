import { invalidArgument } from "../../api/errors";
import { addressOf } from "./address";
import { type Credentials, checked, within } from "./text";

/** An environment variable. */
export interface EnvironmentVariable {
	/** Its name. */
	readonly name: string;
	/** Its value: the secret. */
	readonly value: string;
}

/** The variable by which Terraform and OpenTofu authenticate to a host. */
export function terraformToken(credentials: Credentials, args: { host: string }): EnvironmentVariable {
	const { hostname, port } = registryHost(args.host);
	if (port !== "")
		throw invalidArgument("host", "has a port, which a variable's name cannot represent; use `terraformrc`");
	// Terraform reads `__` as `-` and then `_` as `.`, so that a name cannot represent a host with an underscore.
	within(
		{ of: "the name of the variable", forbidden: /[^a-z0-9.-]/, what: "an underscore" },
		{ host: hostname },
	);
	const name = `TF_TOKEN_${hostname.replaceAll("-", "__").replaceAll(".", "_")}`;
	return { name, value: checked(credentials).password };
}

/** A block of the CLI configuration of Terraform and OpenTofu. */
export function terraformrc(credentials: Credentials, args: { host: string }): string {
	const { host } = registryHost(args.host);
	const { password } = checked(credentials);
	// The file is HCL 1, where `${` begins an expression and cannot be escaped.
	within({ of: "a .terraformrc file", forbidden: /[$%]\{/, what: "`${` or `%{`" }, { password });
	return `credentials "${host}" {\n  token = "${password.replaceAll(/["\\]/g, "\\$&")}"\n}\n`;
}

function registryHost(value: unknown): URL {
	const url = addressOf("host", value, "gitlab.example.com");
	within({ of: "Terraform's host names", forbidden: /^\[/, what: "an IPv6 address" }, { host: url.hostname });
	return url;
}
