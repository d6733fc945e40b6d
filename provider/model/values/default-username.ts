/** GitLab's default username, which contains the token's ID. Source: GitLab `app/models/deploy_token.rb`. */
export function defaultUsername(tokenId: number): string {
	return `gitlab+deploy-token-${tokenId}`;
}
