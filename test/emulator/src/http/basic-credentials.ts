import { decodeUtf8 } from "../ruby/utf8";
import { type HttpRequest, header } from "./request";

export interface BasicCredentials {
	readonly login: string;
	/** `undefined` where the credentials have no colon. */
	readonly password: string | undefined;
}

/** `ActionController::HttpAuthentication::Basic.user_name_and_password`; `undefined` without such a header. */
export function basicCredentials(request: HttpRequest): BasicCredentials | undefined {
	const encoded = /^basic (.*)$/is.exec(header(request, "authorization") ?? "")?.[1];
	if (encoded === undefined) return undefined;
	const decoded = decodeUtf8(Buffer.from(encoded, "base64"));
	const colon = decoded.indexOf(":");
	if (colon < 0) return { login: decoded, password: undefined };
	return { login: decoded.slice(0, colon), password: decoded.slice(colon + 1) };
}
