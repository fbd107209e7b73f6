// Runs samples one after the other: driver jobs.json, prints a line of JSON for each. The samples are compiled in: the
// test gives each its function and lists them in `samples`.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
)

type job struct {
	ID  string            `json:"id"`
	Env map[string]string `json:"env"`
}

type outcome struct {
	ID     string `json:"id"`
	OK     bool   `json:"ok"`
	Output string `json:"output"`
}

func main() {
	content, err := os.ReadFile(os.Args[1])
	if err != nil {
		panic(err)
	}
	var jobs []job
	if err := json.Unmarshal(content, &jobs); err != nil {
		panic(err)
	}
	encoder := json.NewEncoder(os.Stdout)
	for index, one := range jobs {
		for name, value := range one.Env {
			os.Setenv(name, value)
		}
		output, failure := capture(samples[index])
		if failure != nil {
			output = fmt.Sprint(failure)
		}
		if err := encoder.Encode(outcome{one.ID, failure == nil, output}); err != nil {
			panic(err)
		}
	}
}

// capture runs a sample and returns what it printed, or what it panicked with.
func capture(sample func()) (output string, failure any) {
	reader, writer, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	printed := make(chan string)
	go func() {
		text, _ := io.ReadAll(reader)
		printed <- string(text)
	}()
	stdout := os.Stdout
	os.Stdout = writer
	func() {
		defer func() { failure = recover() }()
		sample()
	}()
	os.Stdout = stdout
	writer.Close()
	return <-printed, failure
}
