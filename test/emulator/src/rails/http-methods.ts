/** `ActionDispatch::Request::HTTP_METHODS`, by the RFC that defines them. Rails responds to any other with 405. */
const KNOWN: ReadonlySet<string> = new Set(
	[
		"OPTIONS GET HEAD POST PUT DELETE TRACE CONNECT",
		"PROPFIND PROPPATCH MKCOL COPY MOVE LOCK UNLOCK",
		"VERSION-CONTROL REPORT CHECKOUT CHECKIN UNCHECKOUT MKWORKSPACE UPDATE LABEL MERGE BASELINE-CONTROL MKACTIVITY",
		"ORDERPATCH ACL SEARCH MKCALENDAR PATCH",
	].flatMap((methods) => methods.split(" ")),
);

export function isKnownMethod(method: string): boolean {
	return KNOWN.has(method);
}
