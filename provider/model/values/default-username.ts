/** GitLab's default username, which it makes from the token's number. Source: GitLab `app/models/deploy_token.rb`. */
export function defaultUsername(tokenId: number): string {
	return `gitlab+deploy-token-${tokenId}`;
}
