package main

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log"
	"os"
)

func main() {
	for _, line := range os.Args[1:] {
		bytes, err := hex.DecodeString(line)
		if err != nil {
			log.Fatal(err)
		}
		id := string(bytes)
		answer, err := CALL
		if err != nil {
			fmt.Println("refused")
			continue
		}
		if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
			log.Fatal(err)
		}
	}
}
