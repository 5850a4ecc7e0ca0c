# Called by selfsame_embed at build time.
file(READ ${INPUT} text)
file(WRITE ${OUTPUT} "#include <string_view>

namespace selfsame::embedded {
extern const std::string_view ${NAME};
const std::string_view ${NAME} = R\"selfsame(${text})selfsame\";
}  // namespace selfsame::embedded
")
