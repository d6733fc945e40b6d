// Reads a package's schema, and writes its SDK for .NET: an object of the files, in
// Base64, by their names.
//
//	sdk-generator-dotnet <schema.json
package main

import (
	"bytes"
	"encoding/json"
	"image"
	"image/png"
	"io"
	"log"
	"net/http"
	"os"

	"github.com/pulumi/pulumi/pkg/v3/codegen/dotnet"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
)

const tool = "Pulumi's generator"

func main() {
	log.SetFlags(0)
	http.DefaultTransport = logo{}
	files, err := generate()
	if err != nil {
		log.Fatal(err)
	}
	if err := json.NewEncoder(os.Stdout).Encode(files); err != nil {
		log.Fatal(err)
	}
}

// logo is what the generator gets where it would fetch Pulumi's logo: an SDK is generated without a network too.
type logo struct{}

func (logo) RoundTrip(*http.Request) (*http.Response, error) {
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 1, 1))); err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(&picture)}, nil
}

func generate() (map[string][]byte, error) {
	var spec schema.PackageSpec
	if err := json.NewDecoder(os.Stdin).Decode(&spec); err != nil {
		return nil, err
	}
	pkg, diagnostics, err := schema.BindSpec(spec, nil, schema.ValidationOptions{})
	if err != nil {
		return nil, err
	}
	if diagnostics.HasErrors() {
		return nil, diagnostics
	}
	return dotnet.GeneratePackage(tool, pkg, nil, nil)
}
