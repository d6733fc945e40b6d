// Lists the branches of a Git repository as Argo CD does, with the data of one secret.
//
//	argocd-branches SECRET_TYPE REPOSITORY_URL < data.json
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"github.com/argoproj/argo-cd/v2/util/db"
	"github.com/argoproj/argo-cd/v2/util/git"
	"github.com/argoproj/argo-cd/v2/util/settings"
	core "k8s.io/api/core/v1"
	meta "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/kubernetes/fake"
)

const namespace = "argocd"

func main() {
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(secretType, url string) error {
	data := map[string]string{}
	if err := json.NewDecoder(os.Stdin).Decode(&data); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	part := map[string]string{"app.kubernetes.io/part-of": "argocd"}
	cluster := fake.NewSimpleClientset(
		&core.ConfigMap{ObjectMeta: meta.ObjectMeta{Namespace: namespace, Name: "argocd-cm", Labels: part}},
		&core.Secret{ObjectMeta: meta.ObjectMeta{Namespace: namespace, Name: "argocd-secret", Labels: part}},
		&core.Secret{
			ObjectMeta: meta.ObjectMeta{
				Namespace: namespace,
				Name:      "gitlab",
				Labels:    map[string]string{"argocd.argoproj.io/secret-type": secretType},
			},
			Data: bytesOf(data),
		},
	)
	repositories := db.NewDB(namespace, settings.NewSettingsManager(ctx, cluster, namespace), cluster)
	repository, err := repositories.GetRepository(ctx, url, "")
	if err != nil {
		return err
	}
	credentials := repository.GetGitCreds(git.NoopCredsStore{})
	client, err := git.NewClient(repository.Repo, credentials, false, false, "", "")
	if err != nil {
		return err
	}
	refs, err := client.LsRefs()
	if err != nil {
		return err
	}
	fmt.Println(refs.Branches)
	return nil
}

// bytesOf does what the API server does with `stringData`.
func bytesOf(texts map[string]string) map[string][]byte {
	result := map[string][]byte{}
	for key, text := range texts {
		result[key] = []byte(text)
	}
	return result
}
