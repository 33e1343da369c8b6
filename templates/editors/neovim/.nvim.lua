-- Neovim 0.11 or later reads this where 'exrc' is set, once you have said that you trust it (:help exrc).
-- The language server: rustup component add rust-analyzer rust-src

vim.lsp.config('rust_analyzer', {
  cmd = { 'rust-analyzer' },
  filetypes = { 'rust' },
  root_markers = { 'Cargo.lock' },
  settings = {
    ['rust-analyzer'] = {
      -- What CI checks. Its own target folder lets `cargo` in a terminal run at the same time.
      check = { command = 'clippy' },
      cargo = { features = 'all', targetDir = true },
    },
  },
})
vim.lsp.enable('rust_analyzer')

-- rustfmt on save, by the Rust plugin that comes with Neovim.
vim.g.rustfmt_autosave = 1
