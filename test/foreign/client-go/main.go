// Calls GitLab's deploy token API with GitLab's own client for Go, as ../foreign-client.ts describes: reads a call as JSON
// from each line of stdin, and prints its outcome as a line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
	gitlab "gitlab.com/gitlab-org/api/client-go"
)

type owner struct {
	Kind string `json:"kind"`
	ID   any    `json:"id"`
}

type values struct {
	Name      *string    `json:"name"`
	Scopes    *[]string  `json:"scopes"`
	Username  *string    `json:"username"`
	ExpiresAt *time.Time `json:"expires_at"`
}

type call struct {
	Operation string `json:"operation"`
	Token     string `json:"token"`
	Owner     *owner `json:"owner"`
	ID        int64  `json:"id"`
	Values    values `json:"values"`
	Query     query  `json:"query"`
}

type query struct {
	Active  *bool `json:"active"`
	Page    int64 `json:"page"`
	PerPage int64 `json:"per_page"`
}

type outcome struct {
	Result any            `json:"result,omitempty"`
	Page   *page          `json:"page,omitempty"`
	Error  *refusedByHTTP `json:"error,omitempty"`
}

type page struct {
	Current    int64 `json:"current"`
	Next       int64 `json:"next"`
	Previous   int64 `json:"previous"`
	PerPage    int64 `json:"perPage"`
	Total      int64 `json:"total"`
	TotalPages int64 `json:"totalPages"`
}

type refusedByHTTP struct {
	Status  int    `json:"status"`
	Message string `json:"message"`
}

// What one kind of owner has; the client names its methods by the kind.
type operations struct {
	list   func(options ...gitlab.RequestOptionFunc) ([]*gitlab.DeployToken, *gitlab.Response, error)
	get    func(id int64) (*gitlab.DeployToken, *gitlab.Response, error)
	create func(values values) (*gitlab.DeployToken, *gitlab.Response, error)
	remove func(id int64) (*gitlab.Response, error)
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		result, err := perform(lines.Bytes())
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		if err := json.NewEncoder(os.Stdout).Encode(result); err != nil {
			os.Exit(1)
		}
	}
}

func perform(line []byte) (outcome, error) {
	var asked call
	if err := json.Unmarshal(line, &asked); err != nil {
		return outcome{}, err
	}
	client, err := gitlab.NewClient(asked.Token, gitlab.WithBaseURL(os.Getenv("GITLAB_URL")))
	if err != nil {
		return outcome{}, err
	}
	tokens := operationsOf(client.DeployTokens, asked)
	switch asked.Operation {
	case "list":
		all, err := gitlab.ScanAndCollect(func(next gitlab.PaginationOptionFunc) ([]*gitlab.DeployToken, *gitlab.Response, error) {
			return tokens.list(next)
		})
		return outcomeOf(emptyRatherThanNull(all), err)
	case "page":
		rows, response, err := tokens.list()
		result, err := outcomeOf(emptyRatherThanNull(rows), err)
		if result.Error == nil && err == nil {
			result.Page = &page{
				response.CurrentPage, response.NextPage, response.PreviousPage,
				response.ItemsPerPage, response.TotalItems, response.TotalPages,
			}
		}
		return result, err
	case "get":
		token, _, err := tokens.get(asked.ID)
		return outcomeOf(token, err)
	case "create":
		token, _, err := tokens.create(asked.Values)
		return outcomeOf(token, err)
	case "delete":
		_, err := tokens.remove(asked.ID)
		return outcomeOf(nil, err)
	}
	return outcome{}, fmt.Errorf("no operation %q", asked.Operation)
}

func operationsOf(service gitlab.DeployTokensServiceInterface, asked call) operations {
	pages := gitlab.ListOptions{Page: asked.Query.Page, PerPage: asked.Query.PerPage}
	if asked.Owner == nil {
		return operations{
			list: func(options ...gitlab.RequestOptionFunc) ([]*gitlab.DeployToken, *gitlab.Response, error) {
				return service.ListAllDeployTokens(append(options, active(asked.Query), paged(pages))...)
			},
		}
	}
	id := asked.Owner.ID
	if number, ok := id.(float64); ok {
		id = int64(number)
	}
	if asked.Owner.Kind == "group" {
		return operations{
			list: func(options ...gitlab.RequestOptionFunc) ([]*gitlab.DeployToken, *gitlab.Response, error) {
				list := gitlab.ListGroupDeployTokensOptions{ListOptions: pages}
				return service.ListGroupDeployTokens(id, &list, append(options, active(asked.Query))...)
			},
			get: func(token int64) (*gitlab.DeployToken, *gitlab.Response, error) {
				return service.GetGroupDeployToken(id, token)
			},
			create: func(of values) (*gitlab.DeployToken, *gitlab.Response, error) {
				options := gitlab.CreateGroupDeployTokenOptions(of.forProject())
				return service.CreateGroupDeployToken(id, &options)
			},
			remove: func(token int64) (*gitlab.Response, error) {
				return service.DeleteGroupDeployToken(id, token)
			},
		}
	}
	return operations{
		list: func(options ...gitlab.RequestOptionFunc) ([]*gitlab.DeployToken, *gitlab.Response, error) {
			list := gitlab.ListProjectDeployTokensOptions{ListOptions: pages}
			return service.ListProjectDeployTokens(id, &list, append(options, active(asked.Query))...)
		},
		get: func(token int64) (*gitlab.DeployToken, *gitlab.Response, error) {
			return service.GetProjectDeployToken(id, token)
		},
		create: func(of values) (*gitlab.DeployToken, *gitlab.Response, error) {
			options := of.forProject()
			return service.CreateProjectDeployToken(id, &options)
		},
		remove: func(token int64) (*gitlab.Response, error) {
			return service.DeleteProjectDeployToken(id, token)
		},
	}
}

func (of values) forProject() gitlab.CreateProjectDeployTokenOptions {
	return gitlab.CreateProjectDeployTokenOptions{
		Name: of.Name, Scopes: of.Scopes, Username: of.Username, ExpiresAt: of.ExpiresAt,
	}
}

// The client has no option for `active`, and none at all for the list of the instance; its users add them to the request.
func active(asked query) gitlab.RequestOptionFunc {
	return func(request *retryablehttp.Request) error {
		if asked.Active != nil {
			addParameter(request, "active", strconv.FormatBool(*asked.Active))
		}
		return nil
	}
}

func paged(pages gitlab.ListOptions) gitlab.RequestOptionFunc {
	return func(request *retryablehttp.Request) error {
		for name, number := range map[string]int64{"page": pages.Page, "per_page": pages.PerPage} {
			// The parameters of a next page are there already.
			if number != 0 && !request.URL.Query().Has(name) {
				addParameter(request, name, strconv.FormatInt(number, 10))
			}
		}
		return nil
	}
}

func addParameter(request *retryablehttp.Request, name, value string) {
	parameters := request.URL.Query()
	parameters.Set(name, value)
	request.URL.RawQuery = parameters.Encode()
}

// What GitLab refused is an outcome; anything else fails the program.
func outcomeOf(result any, err error) (outcome, error) {
	var refusal *gitlab.ErrorResponse
	switch {
	case err == nil:
		return outcome{Result: result}, nil
	case errors.Is(err, gitlab.ErrNotFound):
		return outcome{Error: &refusedByHTTP{http.StatusNotFound, err.Error()}}, nil
	case errors.As(err, &refusal):
		return outcome{Error: &refusedByHTTP{refusal.Response.StatusCode, refusal.Message}}, nil
	}
	return outcome{}, err
}

func emptyRatherThanNull(rows []*gitlab.DeployToken) []*gitlab.DeployToken {
	if rows == nil {
		return []*gitlab.DeployToken{}
	}
	return rows
}
