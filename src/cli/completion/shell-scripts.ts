// What each shell loads. The scripts only ask `jobdeck complete` and hand its lines to their shell: they are the same for
// every version of jobdeck, and nothing that jobdeck answers is ever evaluated.

export const shells = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof shells)[number]

/** Also for the bash 3.2 of macOS, which has neither mapfile nor compopt: it completes no files there. */
const bash = String.raw`# bash completion of jobdeck. In ~/.bashrc: source <(jobdeck completion bash)
_jobdeck() {
  local kind line word current=${'$'}{COMP_WORDS[COMP_CWORD]}
  [[ $current == [=:] ]] && current=
  COMPREPLY=()
  {
    IFS= read -r kind
    case $kind in
      files) compopt -o default 2>/dev/null ;;
      directories) compopt -o dirnames 2>/dev/null ;;
    esac
    while IFS= read -r line; do
      printf -v word %q "${'$'}{line%%$'\t'*}"
      [[ $word == "$current"* ]] && COMPREPLY+=("$word")
    done
  } < <(command jobdeck complete bash -- "${'$'}{COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null </dev/null)
}
complete -F _jobdeck jobdeck
`

const zsh = String.raw`#compdef jobdeck
# zsh completion of jobdeck. In ~/.zshrc, after compinit: source <(jobdeck completion zsh)
# or save this as _jobdeck in a directory of $fpath.
_jobdeck() {
  local -a answer candidates
  local line word
  answer=("${'$'}{(@f)$(command jobdeck complete zsh -- "${'$'}{(@Q)words[2,CURRENT-1]}" "${'$'}{(Q)PREFIX}" 2>/dev/null </dev/null)}")
  case $answer[1] in
    files) compset -P '--*='; _files ;;
    directories) compset -P '--*='; _files -/ ;;
    *)
      for line in "${'$'}{(@)answer[2,-1]}"; do
        word=${'$'}{line%%$'\t'*}
        word=${'$'}{word//\\/\\\\}
        candidates+=("${'$'}{word//:/\\:}${'$'}{${'$'}{line#*$'\t'}:+:${'$'}{line#*$'\t'}}")
      done
      _describe -V jobdeck candidates
      ;;
  esac
}
if [[ $funcstack[1] == _jobdeck ]]; then _jobdeck "$@"; else compdef _jobdeck jobdeck; fi
`

const fish = String.raw`# fish completion of jobdeck. Save it as ~/.config/fish/completions/jobdeck.fish
function __jobdeck_complete
    set -l before (commandline -opc)
    set -l current "$(commandline -ct)"
    set -e before[1]
    set -l answer (command jobdeck complete fish -- $before "$current" 2>/dev/null </dev/null)
    set -l kind "$answer[1]"
    set -e answer[1]
    switch "$kind"
        case files directories
            set -l option (string match -r -- '^--[^=]*=' "$current")
            set -l typed (string replace -r -- '^--[^=]*=' '' "$current")
            if test "$kind" = files
                __fish_complete_path "$typed" | string replace -r -- '^' "$option"
            else
                __fish_complete_directories "$typed" | string replace -r -- '^' "$option"
            end
        case '*'
            printf '%s\n' $answer
    end
end
complete -c jobdeck -f -k -a '(__jobdeck_complete)'
`

/** The completion script of each shell. */
export const shellScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish }
